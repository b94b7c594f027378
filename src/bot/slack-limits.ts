/** What Slack accepts, in one table. */

/** Slack's limits in UTF-16 units or pieces, as its reference and its type definitions give them. */
export const LIMITS = {
  /** chat.update refuses more than 4,000 with msg_too_long, where chat.postMessage would cut. */
  text: 3_500,
  messageBlocks: 50,
  /** Undocumented: about 13,000 over all blocks is refused with msg_blocks_too_long. */
  messageText: 12_000,
  /** Slack refuses a second one with only_one_table_allowed. */
  messageTables: 1,
  tableRows: 100,
  tableCells: 20,
  /** Over all cells. */
  tableText: 10_000,
  /** Undocumented. */
  messageCharts: 2,
  chartTitle: 50,
  /** The reference said 6 before it said 12; more than six are not read either. */
  chartSeries: 6,
  chartPoints: 20,
  chartLabel: 20,
  chartAxis: 50,
  viewBlocks: 100,
  sectionText: 3_000,
  fields: 10,
  fieldText: 2_000,
  headerText: 150,
  contextElements: 10,
  contextText: 2_000,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  url: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  optionDescription: 75,
  optionValue: 75,
  overflowOptions: 5,
  radioOptions: 10,
  selectOptions: 100,
  placeholder: 150,
  inputLabel: 2_000,
  inputHint: 2_000,
  inputLength: 3_000,
  modalTitle: 24,
  modalButton: 24,
  privateMetadata: 3_000,
  id: 255,
} as const;

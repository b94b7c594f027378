/** Every limit of Block Kit and of messages that the simulator holds callers to, in one table. Lengths in characters. */

export const LIMITS = {
  messageBlocks: 50,
  modalBlocks: 100,
  /** Slack does not document this one; it answers `msg_blocks_too_long` at about this sum of block text. */
  messageBlockText: 13_000,
  /** chat.postMessage cuts here; chat.update refuses above `updateText`. */
  postText: 40_000,
  updateText: 4_000,
  metadataBytes: 8_192,
  viewBytes: 250_000,
  viewStack: 3,
  viewTitle: 24,
  privateMetadata: 3_000,

  blockId: 255,
  actionId: 255,
  callbackId: 255,
  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  headerText: 150,
  contextElements: 10,
  contextText: 3_000,
  actionsElements: 25,
  inputLabel: 2_000,
  imageAltText: 2_000,
  imageTitle: 2_000,
  url: 3_000,
  /** All markdown blocks of a message together. */
  markdownText: 12_000,
  tableRows: 100,
  tableColumns: 20,
  /** All tables of a message together. */
  tableText: 10_000,
  /** Slack does not document this one. */
  messageCharts: 2,
  chartTitle: 50,
  /** Six at first, by an earlier state of the reference. */
  chartSeries: 12,
  chartPoints: 20,
  chartLabel: 20,

  buttonText: 75,
  buttonValue: 2_000,
  placeholder: 150,
  optionText: 75,
  optionValue: 150,
  selectOptions: 100,
  overflowOptions: 5,
  choiceOptions: 10,
  inputText: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
} as const;

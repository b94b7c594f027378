/**
 * A data_visualization block as a picture to be drawn: where each bar, point and label stands in so many pixels. Pure.
 */

import type { Json } from './read.ts';
import { asObject, asObjects, asString } from './read.ts';

export interface Chart {
  readonly title: string;
  readonly kind: 'line' | 'bar' | 'area';
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly xLabel: string;
  readonly yLabel: string;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The lines across, each with its value. */
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
  /** Those of the categories that have room. */
  readonly labels: readonly {
    readonly x: number;
    readonly text: string;
    readonly anchor: 'start' | 'middle' | 'end';
  }[];
  /** Of each series, in order of the categories. */
  readonly shapes: readonly (readonly Mark[])[];
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  /** Where nothing stands. */
  readonly zeroY: number;
}

/** A value: a bar with its width, or a point in its middle. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly value: number;
}

const HEIGHT = 220;
const TOP = 12;
const BOTTOM = 30;
/** Of a character at 12 px. */
const LETTER = 6.6;
const TICKS = 4;

/** Reads the block; null for a pie, and for a chart without values. */
export function readChart(block: Json): Chart | null {
  const chart = asObject(block['chart']);
  const kind = chart?.['type'];
  const axes = asObject(chart?.['axis_config']);
  const categories = Array.isArray(axes?.['categories']) ? axes['categories'].map(asString) : [];
  if ((kind !== 'line' && kind !== 'bar' && kind !== 'area') || categories.length === 0) return null;
  const series = asObjects(chart?.['series']).map((one) => {
    const points = asObjects(one['data']);
    return {
      name: asString(one['name']),
      values: categories.map((category) =>
        Number(points.find(({ label }) => label === category)?.['value'] ?? 0),
      ),
    };
  });
  return {
    title: asString(block['title']),
    kind,
    categories,
    series,
    xLabel: asString(axes?.['x_label']),
    yLabel: asString(axes?.['y_label']),
  };
}

/** Lays the chart out in this width. */
export function layOut({ kind, categories, series }: Chart, width: number): Picture {
  const values = series.flatMap((one) => one.values);
  const scale = niceScale(Math.min(0, ...values), Math.max(0, ...values));
  const texts = scale.ticks.map(numberText);
  const left = 10 + LETTER * Math.max(...texts.map((text) => text.length));
  const plot = { left, right: width - 8, top: TOP, bottom: HEIGHT - BOTTOM };
  const y = (value: number): number =>
    plot.bottom - ((value - scale.least) / (scale.most - scale.least)) * (plot.bottom - plot.top);
  const slot = (plot.right - plot.left) / categories.length;
  const middle = (index: number): number => plot.left + slot * (index + 0.5);
  const barWidth = Math.min(36, Math.max(2, (slot * 0.76) / series.length));
  const shapes = series.map(({ values: of }, line) =>
    of.map((value, index): Mark => {
      const label = categories[index] ?? '';
      if (kind !== 'bar') return { x: middle(index), y: y(value), width: 0, height: 0, label, value };
      const from = middle(index) - (barWidth * series.length) / 2 + barWidth * line;
      const top = Math.min(y(value), y(0));
      return { x: from, y: top, width: barWidth, height: Math.abs(y(value) - y(0)), label, value };
    }),
  );
  return {
    width,
    height: HEIGHT,
    ticks: scale.ticks.map((value, index) => ({ y: y(value), text: texts[index] ?? '' })),
    labels: labelsWithRoom(categories, { middle, slot, width }),
    shapes,
    plot,
    zeroY: y(0),
  };
}

/** The chart in words, for who does not see it: every value of every series. */
export function chartWords({ title, categories, series }: Chart): string {
  const lines = series.map(
    ({ name, values }) =>
      `${name}: ${values.map((value, index) => `${categories[index] ?? ''} ${numberText(value)}`).join(', ')}`,
  );
  return [title, ...lines].join('. ');
}

/** `1,200`; `0.25`. */
export function numberText(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) >= 1_000 ? 0 : 2 });
}

/** Labels from the last, which is the newest, to the first: one where there is room, in even steps. */
function labelsWithRoom(
  categories: readonly string[],
  {
    middle,
    slot,
    width,
  }: { readonly middle: (index: number) => number; readonly slot: number; readonly width: number },
): Picture['labels'] {
  const half = (LETTER * Math.max(...categories.map((label) => label.length))) / 2;
  const last = categories.length - 1;
  // The last one may have to move in from the edge, towards the one before it.
  const moved = Math.max(0, middle(last) + half - width);
  const step = Math.max(1, Math.ceil((2 * half + 10 + moved) / slot));
  return categories.flatMap((text, index): Picture['labels'] => {
    if ((last - index) % step !== 0) return [];
    const x = middle(index);
    if (x + half > width) return [{ x: width - 2, text, anchor: 'end' }];
    return x - half < 0 ? [{ x: 2, text, anchor: 'start' }] : [{ x, text, anchor: 'middle' }];
  });
}

/** Round numbers from the least to the most, with room above. */
function niceScale(
  least: number,
  most: number,
): { readonly least: number; readonly most: number; readonly ticks: readonly number[] } {
  const span = most - least || 1;
  const raw = span / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) ?? 10);
  const from = Math.floor(least / step);
  const to = Math.max(Math.ceil(most / step), from + 1);
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step);
  return { least: from * step, most: to * step, ticks };
}

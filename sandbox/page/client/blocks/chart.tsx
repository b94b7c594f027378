/**
 * The data_visualization block, as an inline picture as wide as the message. Series differ in filling, dashes and the
 * shape of their points, never in colour alone. A pie is named, not drawn.
 */

import type { PageBlock } from '../../contract.ts';
import type { Chart, Mark, Picture } from './chart-layout.ts';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { chartWords, layOut, numberText, readChart } from './chart-layout.ts';
import { UnknownBlock } from './unknown.tsx';

/** Before it was measured, and at most as wide as blocks are. */
const FIRST_WIDTH = 640;
const LOOKS = 6;

/** Draws the chart, anew whenever its room changes. */
export function ChartBlock({ block }: { readonly block: PageBlock }) {
  const room = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useLayoutEffect(() => {
    if (room.current === null) return undefined;
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width));
    });
    watch.observe(room.current);
    return () => watch.disconnect();
  }, []);
  const chart = readChart(block);
  if (chart === null) return <UnknownBlock type="data_visualization" />;
  return (
    <figure class="chart">
      <figcaption>{chart.title}</figcaption>
      <div ref={room}>
        <Drawing chart={chart} picture={layOut(chart, width)} />
      </div>
      <Legend chart={chart} />
    </figure>
  );
}

function Drawing({ chart, picture }: { readonly chart: Chart; readonly picture: Picture }) {
  const { width, height, plot, ticks, labels, shapes, zeroY } = picture;
  const id = useId();
  return (
    <svg
      class="chart-drawing"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={chartWords(chart)}
    >
      <Fillings id={id} />
      {ticks.map(({ y, text }) => (
        <g key={text} class="chart-tick">
          <line x1={plot.left} x2={plot.right} y1={y} y2={y} />
          <text x={plot.left - 6} y={y + 4} text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {labels.map(({ x, text, anchor }) => (
        <text key={text} class="chart-label" x={x} y={plot.bottom + 19} text-anchor={anchor}>
          {text}
        </text>
      ))}
      {shapes.map((marks, line) => (
        <g key={line} class={`chart-series-${line % LOOKS}`}>
          {chart.kind === 'bar' ? (
            <Bars marks={marks} fill={fillOf(id, line)} />
          ) : (
            <Line marks={marks} look={line % LOOKS} />
          )}
        </g>
      ))}
      <line class="chart-zero" x1={plot.left} x2={plot.right} y1={zeroY} y2={zeroY} />
    </svg>
  );
}

function Bars({ marks, fill }: { readonly marks: readonly Mark[]; readonly fill: string }) {
  return (
    <>
      {marks
        .filter(({ height }) => height > 0)
        .map(({ x, y, width, height, label, value }) => (
          <rect key={label} class="chart-bar" x={x} y={y} width={width} height={height} style={{ fill }}>
            <title>{`${label}: ${numberText(value)}`}</title>
          </rect>
        ))}
    </>
  );
}

function Line({ marks, look }: { readonly marks: readonly Mark[]; readonly look: number }) {
  return (
    <>
      <polyline class="chart-line" points={marks.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {marks.map(({ x, y, label, value }) => (
        <path key={label} class="chart-point" d={pointPath(x, y, look)}>
          <title>{`${label}: ${numberText(value)}`}</title>
        </path>
      ))}
    </>
  );
}

/** Names of the series beside what they look like, and what the axes count. */
function Legend({ chart: { kind, series, xLabel, yLabel } }: { readonly chart: Chart }) {
  const id = useId();
  return (
    <div class="chart-legend" aria-hidden="true">
      {series.map(({ name }, line) => (
        <span key={name} class={`chart-series-${line % LOOKS}`}>
          <svg width="22" height="14">
            <Fillings id={id} />
            {kind === 'bar' ? (
              <rect class="chart-bar" x="1" y="1" width="20" height="12" style={{ fill: fillOf(id, line) }} />
            ) : (
              <>
                <polyline class="chart-line" points="0,7 22,7" />
                <path class="chart-point" d={pointPath(11, 7, line % LOOKS)} />
              </>
            )}
          </svg>
          {name}
        </span>
      ))}
      <span class="chart-axes">{[yLabel, xLabel].filter((label) => label !== '').join(' · ')}</span>
    </div>
  );
}

/** Stripes, dots and the like, in the colour of the series. */
function Fillings({ id }: { readonly id: string }) {
  return (
    <defs>
      {FILLINGS.map((path, look) => (
        <pattern
          key={look}
          id={`${id}-${look}`}
          class={`chart-series-${look}`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
        >
          <rect class="chart-filling-ground" width="6" height="6" />
          <path class="chart-filling" d={path} />
        </pattern>
      ))}
    </defs>
  );
}

/** The first series is solid; these are of those after it. */
const FILLINGS: readonly string[] = [
  'M0 0h6v6h-6z',
  'M-1 7L7 -1M-1 1L1 -1M5 7L7 5',
  'M3 1v4M1 3h4',
  'M-1 -1L7 7M-1 5L1 7M5 -1L7 1',
  'M0 3h6',
  'M3 0v6',
];

function fillOf(id: string, line: number): string {
  const look = line % LOOKS;
  return look === 0 ? 'currentColor' : `url("#${id}-${look}")`;
}

/** A circle, square, triangle, diamond, and then smaller ones of them. */
function pointPath(x: number, y: number, look: number): string {
  switch (look) {
    case 1:
      return `M${x - 4} ${y - 4}h8v8h-8z`;
    case 2:
      return `M${x} ${y - 5}L${x + 5} ${y + 4}H${x - 5}z`;
    case 3:
      return `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}z`;
    case 4:
      return `M${x} ${y + 5}L${x + 5} ${y - 4}H${x - 5}z`;
    case 5:
      return `M${x - 5} ${y - 2}h10v4h-10z`;
    default:
      return `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`;
  }
}

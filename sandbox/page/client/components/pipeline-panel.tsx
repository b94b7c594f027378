/** The pipeline beside the chat: how its stages stand, the switches that break it, its runs, and what the sandbox did. */

import type { PageRun, PageStage, PageSwitch } from '../../contract.ts';
import { useState } from 'preact/hooks';
import { useShell } from '../shell.ts';
import { formatFull } from '../text/dates.ts';
import { StageIcon } from './icons.tsx';

const STATE_WORDS = { ok: 'ok', failed: 'FAILED', waits: 'waits', running: 'running' } as const;

/** In the order of the panel. */
const GROUPS: readonly (readonly [group: PageSwitch['group'], heading: string])[] = [
  ['jobs', 'Jobs'],
  ['ingestion', 'Ingestion'],
  ['data', 'Data'],
  ['account', 'Account'],
];

/** Draws the panel. */
export function PipelinePanel() {
  const { page } = useShell();
  const { name, stages, switches, runs, log } = page.pipeline;
  return (
    <aside class="pipeline" aria-label={`Pipeline ${name}`}>
      <header class="pane-head">
        <h2>{name}</h2>
        <p class="topic">simulated pipeline</p>
      </header>
      <div class="pipeline-body">
        <ol class="stages" aria-label="Stages">
          {stages.map((stage) => (
            <Stage key={stage.name} stage={stage} />
          ))}
        </ol>
        <section aria-label="Switches">
          <h3>Break it</h3>
          {GROUPS.map(([group, heading]) => (
            <SwitchGroup
              key={group}
              heading={heading}
              switches={switches.filter((each) => each.group === group)}
            />
          ))}
        </section>
        <section aria-label="Glue runs">
          <h3>Glue runs</h3>
          <Runs runs={runs} />
        </section>
        <section aria-label="What the sandbox did">
          <h3>On the wire</h3>
          {log.length === 0 && <p class="nothing">Nothing yet.</p>}
          <ol class="log" tabIndex={0}>
            {log.map((line, index) => (
              <li key={`${line.at}-${log.length - index}`}>{line.text}</li>
            ))}
          </ol>
        </section>
      </div>
    </aside>
  );
}

function Stage({ stage }: { readonly stage: PageStage }) {
  return (
    <li class={`stage stage-${stage.state}`} data-testid={`stage-${stage.name}`} data-state={stage.state}>
      <StageIcon state={stage.state} />
      <div>
        <p>
          <b>{stage.name}</b> <span class="stage-word">{STATE_WORDS[stage.state]}</span>
        </p>
        {stage.detail !== '' && <p class="stage-detail">{stage.detail}</p>}
      </div>
    </li>
  );
}

function SwitchGroup({
  heading,
  switches,
}: {
  readonly heading: string;
  readonly switches: readonly PageSwitch[];
}) {
  if (switches.length === 0) return null;
  return (
    <>
      <h4>{heading}</h4>
      <ul class="switches" aria-label={heading}>
        {switches.map((each) => (
          <Switch key={each.id} entry={each} />
        ))}
      </ul>
    </>
  );
}

function Switch({ entry }: { readonly entry: PageSwitch }) {
  const { act, dispatch } = useShell();
  const [isBusy, setBusy] = useState(false);
  const helpId = `switch-help-${entry.id}`;

  async function turn(): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    const result = await act({ act: 'switch', id: entry.id, on: !entry.on });
    setBusy(false);
    if (!result.ok) dispatch({ type: 'warned', text: result.error });
  }

  return (
    <li>
      <button
        type="button"
        class={entry.on ? 'switch switch-on' : 'switch'}
        data-testid={`switch-${entry.id}`}
        data-on={entry.on}
        aria-describedby={helpId}
        aria-busy={isBusy}
        onClick={() => void turn()}
      >
        <span class="switch-mark" aria-hidden="true" />
        {entry.on ? entry.labelOn : entry.label}
      </button>
      <p class="switch-help" id={helpId}>
        {entry.help}
      </p>
    </li>
  );
}

function Runs({ runs }: { readonly runs: readonly PageRun[] }) {
  if (runs.length === 0) return <p class="nothing">No runs yet.</p>;
  return (
    <table class="runs">
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col">State</th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Run key={run.run} run={run} />
        ))}
      </tbody>
    </table>
  );
}

function Run({ run }: { readonly run: PageRun }) {
  const setting = { timeZone: undefined, locale: undefined, nowMs: Date.now() };
  const isBad = /FAILED|ERROR|TIMEOUT|STOPPED/.test(run.state);
  return (
    <tr class={isBad ? 'run-bad' : undefined} title={run.run}>
      <td>
        <b>{run.job}</b>
        {run.detail !== '' && <small>{run.detail}</small>}
      </td>
      <td class="run-state">{run.state.toLowerCase()}</td>
      <td title={formatFull(run.startedAt, setting)}>
        {clock(run.startedAt)}
        <small>{run.endedAt === null ? 'still running' : took(run.endedAt - run.startedAt)}</small>
      </td>
    </tr>
  );
}

function clock(ms: number): string {
  return new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    ms,
  );
}

function took(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
}

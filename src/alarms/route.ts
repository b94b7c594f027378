/**
 * Where an alarm belongs: pipeline, stage, severity, channel, with the reason. Routes are tried in order and the
 * first match wins; then the pipelines' own match rules; what nothing matches still goes to the default channel.
 */

import type { Severity } from '../incidents/severity.ts';
import type { AlarmEvent } from './event.ts';
import type { GroupRule } from './group.ts';

import { matchesPattern } from '../lib/pattern.ts';

/** Patterns as `lib/pattern.ts` reads them; every field given must match. */
export interface Match {
  readonly name?: readonly string[];
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly kind?: readonly string[];
  readonly job?: readonly string[];
}

export interface StageRule {
  readonly name: string;
  readonly match: Match | null;
  /** Glue jobs that belong to this stage, by name pattern. */
  readonly jobs: readonly string[];
  /** Functions and delivery streams that belong to it, by name; none when absent. */
  readonly parts?: readonly string[];
  /** Stages that must be well for this one to be. */
  readonly after: readonly string[];
  readonly severity: Severity | null;
}

export interface PipelineRule extends GroupRule {
  readonly match: Match | null;
  readonly stages: readonly StageRule[];
  readonly channel: string | null;
  readonly severity: Severity | null;
}

export interface RouteRule {
  readonly match: Match;
  readonly pipeline: string | null;
  readonly stage: string | null;
  readonly severity: Severity | null;
  readonly channel: string | null;
  readonly procedure: string | null;
}

export interface Routing {
  readonly routes: readonly RouteRule[];
  readonly pipelines: readonly PipelineRule[];
  readonly defaultChannel: string;
}

export interface Route {
  readonly pipeline: string | null;
  readonly stage: string | null;
  readonly severity: Severity;
  readonly channel: string;
  readonly procedure: string | null;
  /** A clause that says which rule decided: "job silver-users is of stage silver". */
  readonly reason: string;
}

/** A job that failed leaves data behind; anything else is a degradation until somebody says more. */
const DEFAULT_SEVERITY: Readonly<Record<AlarmEvent['kind'], Severity>> = {
  'glue-job': 2,
  metric: 3,
  text: 3,
};

/** Routes one event. Always answers: an alarm that no rule knows goes to the default channel, and says so. */
export function route(event: AlarmEvent, routing: Routing): Route {
  const ruleIndex = routing.routes.findIndex((rule) => matches(rule.match, event));
  const rule = routing.routes[ruleIndex];
  const found = findStage(event, routing, rule ?? null);
  const severity =
    rule?.severity ?? found.stage?.severity ?? found.pipeline?.severity ?? DEFAULT_SEVERITY[event.kind];
  return {
    pipeline: found.pipeline?.name ?? null,
    stage: found.stage?.name ?? null,
    severity,
    channel: rule?.channel ?? found.pipeline?.channel ?? routing.defaultChannel,
    procedure: rule?.procedure ?? null,
    reason:
      rule === undefined
        ? found.reason
        : `route ${ruleIndex + 1} of the configuration matches; ${found.reason}`,
  };
}

/** Whether every pattern given matches; a match without patterns matches nothing. */
export function matches(match: Match, event: AlarmEvent): boolean {
  const asked: (readonly [readonly string[] | undefined, string | null | undefined])[] = [
    [match.name, event.name],
    [match.account, event.account],
    [match.region, event.region],
    [match.kind, event.kind],
    [match.job, event.resources.job],
  ];
  const given = asked.filter(([patterns]) => patterns !== undefined && patterns.length > 0);
  return given.length > 0 && given.every(([patterns, value]) => like(value, patterns ?? []));
}

/** The pipelines that a job, function or delivery stream may be of: those with a stage that names it, or else the only one there is. */
export function pipelinesNaming(
  name: string | undefined,
  { pipelines }: Pick<Routing, 'pipelines'>,
): readonly string[] {
  const naming = pipelines.filter(({ stages }) =>
    stages.some(({ jobs, parts = [] }) => like(name, jobs) || parts.some((part) => part === name)),
  );
  const found = naming.length === 0 && pipelines.length === 1 ? pipelines : naming;
  return found.map((pipeline) => pipeline.name);
}

/** The pipelines whose cards stand in this channel, or else all there are. `channelName` is without its `#`. */
export function pipelinesHere(
  { pipelines, defaultChannel }: Pick<Routing, 'pipelines' | 'defaultChannel'>,
  { channelId, channelName }: { readonly channelId: string; readonly channelName: string | null },
): readonly string[] {
  const here = pipelines.filter(({ channel }) =>
    [channelId, `#${channelName}`].includes(channel ?? defaultChannel),
  );
  return (here.length === 0 ? pipelines : here).map(({ name }) => name);
}

/** Stages that `stage` waits for, directly or through others. */
export function upstreamOf(
  stage: string,
  stages: readonly Pick<StageRule, 'name' | 'after'>[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [stage];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const before of stages.find((candidate) => candidate.name === name)?.after ?? []) {
      if (!found.has(before)) {
        found.add(before);
        waiting.push(before);
      }
    }
  }
  return found;
}

interface Found {
  readonly pipeline: PipelineRule | null;
  readonly stage: StageRule | null;
  readonly reason: string;
}

function findStage(event: AlarmEvent, routing: Routing, rule: RouteRule | null): Found {
  const candidates =
    rule?.pipeline == null
      ? routing.pipelines
      : routing.pipelines.filter(({ name }) => name === rule.pipeline);
  const named = rule?.stage ?? null;
  for (const pipeline of candidates) {
    const stage =
      named === null
        ? stageOf(event, pipeline)
        : (pipeline.stages.find(({ name }) => name === named) ?? null);
    if (stage !== null) return { pipeline, stage, reason: stageReason(event, stage, named) };
  }
  const pipeline =
    rule?.pipeline == null
      ? candidates.find((one) => one.match !== null && matches(one.match, event))
      : candidates[0];
  if (pipeline !== undefined)
    return { pipeline, stage: null, reason: `${pipeline.name} matches, none of its stages does` };
  const [only, ...others] = routing.pipelines;
  if (only !== undefined && others.length === 0 && only.match === null) {
    return { pipeline: only, stage: null, reason: `${only.name} is the only pipeline` };
  }
  return { pipeline: null, stage: null, reason: 'no pipeline of the configuration matches' };
}

function stageOf(event: AlarmEvent, pipeline: PipelineRule): StageRule | null {
  // A job that a stage names is the pipeline's wherever its account and region fit; name patterns are for alarms.
  const byJob = pipeline.stages.find(({ jobs }) => like(event.resources.job, jobs));
  if (byJob !== undefined && inPlace(event, pipeline.match)) return byJob;
  if (pipeline.match !== null && !matches(pipeline.match, event)) return null;
  return pipeline.stages.find(({ match }) => match !== null && matches(match, event)) ?? null;
}

function inPlace(event: AlarmEvent, match: Match | null): boolean {
  const fits = (patterns: readonly string[] | undefined, value: string | null): boolean =>
    patterns === undefined || patterns.length === 0 || like(value, patterns);
  return fits(match?.account, event.account) && fits(match?.region, event.region);
}

function stageReason(event: AlarmEvent, stage: StageRule, named: string | null): string {
  if (named !== null) return `it names stage ${stage.name}`;
  const { job } = event.resources;
  if (job !== undefined && like(job, stage.jobs)) return `job ${job} is of stage ${stage.name}`;
  return `stage ${stage.name} matches`;
}

function like(value: string | null | undefined, patterns: readonly string[]): boolean {
  return value != null && patterns.some((pattern) => matchesPattern(pattern, value));
}

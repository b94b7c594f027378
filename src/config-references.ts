/** What the parts of handrail.yaml say of one another: names that name nothing, and circles of stages. */

/** Where the fault is in the file, and what was expected, what came and what to do. */
export interface ReferenceFault {
  readonly path: readonly (string | number)[];
  readonly problem: string;
}

/** Stage → the stages that it comes after. */
type Stages = ReadonlyMap<string, readonly string[]>;

/**
 * What one part of the file says about another: every name that names nothing, and every circle of stages.
 * @param file the file as it came, so that these faults are told whatever else is wrong; parts of a wrong shape are
 * passed over
 */
export function referenceFaults(file: unknown): readonly ReferenceFault[] {
  const pipelines = new Map(
    [...mapOf(mapOf(file).get('pipelines'))].map(([name, pipeline]) => [name, stagesOf(pipeline)]),
  );
  return [
    ...[...pipelines].flatMap(([name, stages]) => stageFaults(name, stages)),
    ...listOf(mapOf(file).get('routes')).flatMap((route, index) =>
      routeFaults(mapOf(route), index, pipelines),
    ),
  ];
}

function stageFaults(pipeline: string, stages: Stages): readonly ReferenceFault[] {
  const unknown = [...stages].flatMap(([name, after]) =>
    after
      .filter((before) => !stages.has(before))
      .map((before) => ({
        path: ['pipelines', pipeline, 'stages', name, 'after'],
        problem: `Expected a stage of this pipeline, got ${JSON.stringify(before)}. Its stages are ${names(stages)}.`,
      })),
  );
  const circles = circlesOf(stages).map((circle) => ({
    path: ['pipelines', pipeline, 'stages', circle[0] ?? '', 'after'],
    problem: `Expected stages in an order, got a circle: ${circle.join(' after ')}. Remove one of these.`,
  }));
  return [...unknown, ...circles];
}

function routeFaults(
  route: ReadonlyMap<string, unknown>,
  index: number,
  pipelines: ReadonlyMap<string, Stages>,
): readonly ReferenceFault[] {
  const [pipeline, stage] = [textOf(route.get('pipeline')), textOf(route.get('stage'))];
  const stages =
    pipeline === null
      ? new Map([...pipelines.values()].flatMap((each) => [...each]))
      : pipelines.get(pipeline);
  if (stages === undefined) {
    const problem = `Expected a pipeline of this file, got ${JSON.stringify(pipeline)}. There are ${names(pipelines)}.`;
    return [{ path: ['routes', index, 'pipeline'], problem }];
  }
  if (stage === null || stages.has(stage)) return [];
  const where = pipeline ?? 'a pipeline of this file';
  const problem = `Expected a stage of ${where}, got ${JSON.stringify(stage)}. There are ${names(stages)}.`;
  return [{ path: ['routes', index, 'stage'], problem }];
}

/** Each circle of stages that come after one another, once: `[b, c, b]`, told from its first stage in the file. */
function circlesOf(stages: Stages): readonly (readonly string[])[] {
  const circles: (readonly string[])[] = [];
  const told = new Set<string>();
  for (const name of stages.keys()) {
    const circle = told.has(name) ? null : wayBack(stages, name);
    if (circle === null) continue;
    circles.push(circle);
    for (const one of circle) told.add(one);
  }
  return circles;
}

/** The shortest way from the stage along `after` back to itself, or null. */
function wayBack(stages: Stages, name: string): readonly string[] | null {
  const seen = new Set<string>();
  const ways: (readonly string[])[] = [[name]];
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const before = stages.get(way.at(-1) ?? name) ?? [];
    if (before.includes(name)) return [...way, name];
    for (const next of before.filter((one) => !seen.has(one))) {
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}

function stagesOf(pipeline: unknown): Stages {
  return new Map(
    [...mapOf(mapOf(pipeline).get('stages'))].map(([name, stage]) => [
      name,
      listOf(mapOf(stage).get('after')).filter((before) => typeof before === 'string'),
    ]),
  );
}

function names(known: ReadonlyMap<string, unknown>): string {
  return [...known.keys()].join(', ') || 'none';
}

function mapOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

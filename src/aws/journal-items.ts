import { z } from 'zod';
import type { Run } from '../domain/run.ts';
import type { Item } from './dynamodb-items.ts';
import type { JournalAction, JournalEntry, JournalPass, TrailPoint } from './ports.ts';

/**
 * The journal's layout, so that no item nears DynamoDB's 400 KB:
 * - `RUN#<startedAt>#<id>`: the run itself;
 * - `…#PHASE#<step>#<phase>[#item]`: a phase, all its passes put together, without actions and facts;
 * - `…#ACTIONS#<start of the pass>#<pass id>#<chunk>`: what one pass did, at most 500 actions an item;
 * - `…#FACT#<key>#<chunk>`: a fact as JSON text, in pieces.
 */
export type RunKey = Pick<Run, 'id' | 'startedAt'>;

export const actionsInChunk = 500;
/** Characters; at most four bytes each. */
export const factPiece = 60_000;
const warningsAtMost = 200;
const warningLength = 1_000;
const retentionDays = 90;
/** A summary is some 60 bytes: so a trail stays below 10 KB, however long a phase repeats. */
const trailPointsAtMost = 120;

export function runKey({ startedAt, id }: RunKey): string {
  return `RUN#${startedAt}#${id}`;
}

export function phaseKey(run: RunKey, pass: Pick<JournalPass, 'step' | 'phase' | 'item'>): string {
  const item = pass.item === null ? '' : `#${pass.item}`;
  return `${runKey(run)}#PHASE#${String(pass.step).padStart(2, '0')}#${pass.phase}${item}`;
}

/** Epoch seconds, as DynamoDB's time to live wants them. */
export function expiresAt({ startedAt }: RunKey): number {
  return Math.floor(Date.parse(startedAt) / 1000) + retentionDays * 86_400;
}

const counts = z.record(z.string(), z.number());
const summary = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const phaseItem = z.object({
  type: z.literal('phase'),
  phase: z.string(),
  title: z.string(),
  step: z.number(),
  item: z.string().nullable(),
  status: z.enum(['done', 'pending', 'skipped', 'failed']),
  reason: z.string().nullable(),
  startedAt: z.string(),
  endedAt: z.string(),
  summary,
  counts,
  warnings: z.array(z.string()),
  passes: z.number(),
  lastPass: z.string(),
  /** Items of releases that kept no trail have none. */
  trail: z.array(z.object({ at: z.string(), summary })).default([]),
});

export type PhaseItem = z.infer<typeof phaseItem>;

const actionsItem = z.object({
  type: z.literal('actions'),
  of: z.string(),
  actions: z.array(z.object({ verb: z.string(), target: z.string(), detail: z.string().optional() })),
});

const factItem = z.object({
  type: z.literal('fact'),
  of: z.string(),
  key: z.string(),
  version: z.string(),
  piece: z.number(),
  pieces: z.number(),
  json: z.string(),
});

/** The phase's item after one more pass. */
export function addPass(old: PhaseItem | null, pass: JournalPass, passId: string): PhaseItem {
  const added: Record<string, number> = { ...old?.counts };
  for (const [name, count] of Object.entries(pass.counts)) added[name] = (added[name] ?? 0) + count;
  const warnings = [...(old?.warnings ?? []), ...pass.warnings.map((warning) => warning.slice(0, warningLength))];
  return {
    type: 'phase',
    phase: pass.phase,
    title: pass.title,
    step: pass.step,
    item: pass.item,
    status: pass.status,
    reason: pass.reason?.slice(0, warningLength * 4) ?? null,
    startedAt: old?.startedAt ?? pass.startedAt,
    endedAt: pass.endedAt,
    summary: { ...pass.summary },
    counts: added,
    warnings: [...new Set(warnings)].slice(0, warningsAtMost),
    passes: (old?.passes ?? 0) + 1,
    lastPass: passId,
    trail: nextTrail(old?.trail ?? [], pass),
  };
}

/** A full trail loses every second point, so that the rest still spans the whole phase. A pass that failed saw nothing. */
function nextTrail(trail: readonly TrailPoint[], { startedAt, summary: seen }: JournalPass): TrailPoint[] {
  if (Object.keys(seen).length === 0) return [...trail];
  const kept = trail.length < trailPointsAtMost ? trail : trail.filter((_, index) => index % 2 === 0);
  return [...kept, { at: startedAt, summary: { ...seen } }];
}

/** Puts a run's items together again: entries in runbook order. What does not parse is left out. */
export function entriesFromItems(items: readonly Item[]): JournalEntry[] {
  const entries = items.flatMap((item) => {
    const parsed = phaseItem.safeParse(item);
    return parsed.success ? [{ sk: String(item.sk), phase: parsed.data }] : [];
  });
  const actions = actionsByPhase(items);
  const facts = factsByPhase(items);
  return entries
    .map(({ sk, phase: { type: _type, lastPass: _lastPass, ...entry } }) => ({
      ...entry,
      actions: actions.get(sk) ?? [],
      facts: facts.get(sk) ?? {},
    }))
    .sort((a, b) => a.step - b.step || a.startedAt.localeCompare(b.startedAt));
}

function actionsByPhase(items: readonly Item[]): Map<string, JournalAction[]> {
  const byPhase = new Map<string, Map<string, JournalAction>>();
  for (const item of items) {
    const parsed = actionsItem.safeParse(item);
    if (!parsed.success) continue;
    const ofPhase = byPhase.get(parsed.data.of) ?? new Map<string, JournalAction>();
    byPhase.set(parsed.data.of, ofPhase);
    for (const { verb, target, detail } of parsed.data.actions) {
      const action = detail === undefined ? { verb, target } : { verb, target, detail };
      const key = JSON.stringify(action);
      if (!ofPhase.has(key)) ofPhase.set(key, action);
    }
  }
  return new Map([...byPhase].map(([phase, actions]) => [phase, [...actions.values()]]));
}

/** The facts of one phase, from its own items alone. */
export function factsFromItems(items: readonly Item[]): JournalPass['facts'] {
  const [facts = {}] = factsByPhase(items).values();
  return facts;
}

function factsByPhase(items: readonly Item[]): Map<string, Record<string, unknown>> {
  const pieces = new Map<string, z.infer<typeof factItem>[]>();
  for (const item of items) {
    const parsed = factItem.safeParse(item);
    if (!parsed.success) continue;
    const id = JSON.stringify([parsed.data.of, parsed.data.key]);
    pieces.set(id, [...(pieces.get(id) ?? []), parsed.data]);
  }
  const facts = new Map<string, Record<string, unknown>>();
  for (const ofFact of pieces.values()) {
    const first = ofFact.find(({ piece }) => piece === 0);
    // Pieces of an older, longer value may stand behind the newest one's: only those of its version belong to it.
    const whole = ofFact.filter(({ version }) => version === first?.version).sort((a, b) => a.piece - b.piece);
    if (!first || whole.length !== first.pieces) continue;
    const ofPhase = facts.get(first.of) ?? {};
    facts.set(first.of, { ...ofPhase, [first.key]: JSON.parse(whole.map(({ json }) => json).join('')) });
  }
  return facts;
}

import { graceOf } from '../../src/domain/drain-removal.ts';
import { type Amounts, fitPods } from '../../src/domain/fit-pods.ts';
import { matchesGlob } from '../../src/domain/glob.ts';
import type { RunSettings } from '../../src/domain/run-settings.ts';
import { type PriceList, type Savings, savingsOf } from '../../src/domain/savings.ts';
import { isReturning, type Wave, waveOfPod, waves } from '../../src/domain/wave-of-pod.ts';
import type { Report } from '../../src/report/report.ts';
import type { Evening, EveningPod } from './evening.ts';
import type { NightPhase, NightResult, NightWebhook } from './night-result.ts';

/** What a rehearsal says of a night on the real cluster. Durations in seconds; pods are `namespace/name`. */
export interface Forecast {
  readonly time: ForecastTime;
  /** Budgets that do not let all of their pods go: so many are deleted instead. */
  readonly budgets: readonly { readonly budget: string; readonly pods: readonly string[] }[];
  readonly lost: readonly { readonly pod: string; readonly what: string }[];
  /** Entries that would stand in the way: relaxed, or left alone because the configuration says so. */
  readonly webhooks: readonly Omit<NightWebhook, 'resultReason'>[];
  /** What tolerates a cordon: its pods come back onto nodes that are to be emptied. */
  readonly comingBack: readonly Counted[];
  /** What would find no node in the morning, with the sizes that come back. */
  readonly unfit: readonly ForecastUnfit[];
  readonly savings: Savings & { readonly hours: number };
}

export interface ForecastTime {
  /** Null where the rehearsal did not play it to its end. */
  readonly stop: number | null;
  readonly start: number | null;
  /** The phases that take longest: three of each run at the most, each a tenth of it at least. */
  readonly longest: readonly Pick<NightPhase, 'action' | 'title' | 'seconds'>[];
  /** How much longer the stop takes where every pod uses its whole grace; in the rehearsal they take it as their annotations say. */
  readonly atMostLonger: number;
  /** The pods with the longest graces, by workload; they are what that comes from. */
  readonly graces: readonly (Counted & { readonly wave: Wave; readonly graceSeconds: number })[];
}

export interface ForecastUnfit {
  readonly workload: string;
  readonly pods: number;
  readonly needs: Amounts;
  readonly why: string;
  readonly fitsWhenGrown: string | null;
}

interface Counted {
  readonly workload: string;
  readonly pods: number;
}

export interface ForecastSources {
  readonly evening: Evening;
  readonly result: Omit<NightResult, 'forecast'>;
  /** Of the stop. */
  readonly report: Report;
  readonly settings: Pick<RunSettings, 'drain' | 'exclusions' | 'tiers'>;
  readonly hours: number;
  readonly prices: PriceList | null;
}

/** Reads from a rehearsal what a person wants to know of tonight. Pure. */
export function forecastOf(sources: ForecastSources): Forecast {
  const { evening, result, report } = sources;
  const inGroups = evening.pods.filter(({ isMoved, pod }) => isMoved && !pod.isMirror && !isOfDaemonSet({ pod }));
  // What stays on an excluded node group takes its place there in the morning as well.
  const back = inGroups.filter(({ pod }) => pod.controller !== null);
  const moved = inGroups.filter(({ nodeGroup }) => !isExcluded(nodeGroup, sources.settings));
  return {
    time: timeOf(sources, moved),
    budgets: budgetsOf(report),
    lost: [
      ...result.lostPods,
      ...moved.flatMap(({ pod, localData }) =>
        localData.map((what) => ({ pod: `${pod.namespace}/${pod.name}`, what })),
      ),
    ],
    webhooks: result.webhooks
      .filter(({ decision, reason }) => decision === 'relax' || reason === 'excluded')
      .map(({ resultReason: _, ...webhook }) => webhook),
    comingBack: counted(moved.filter(({ pod }) => isReturning(pod))),
    unfit: fitPods(
      back.map(({ toPlace }) => toPlace),
      evening.classes,
      evening.growth,
    ),
    savings: savedIn(sources),
  };
}

function isExcluded(nodeGroup: string | null, { exclusions }: ForecastSources['settings']): boolean {
  return nodeGroup !== null && exclusions.nodeGroups.some((glob) => matchesGlob(glob, nodeGroup));
}

function isOfDaemonSet({ pod }: Pick<EveningPod, 'pod'>): boolean {
  return pod.controller?.kind === 'DaemonSet';
}

function timeOf({ result, settings }: ForecastSources, moved: readonly EveningPod[]): ForecastTime {
  // A dry run waits for nothing, and one that failed or was skipped did not take its time.
  const wholeRuns = result.dryRun
    ? []
    : result.runs.filter((run) => run.status === 'SUCCEEDED' && run.skipped === null);
  const secondsOf = (action: string) => wholeRuns.find((run) => run.action === action)?.seconds ?? null;
  const longestOf = (action: string) =>
    result.phases
      .filter((phase) => phase.action === action && phase.seconds * 10 >= (secondsOf(action) ?? Infinity))
      .toSorted((one, other) => other.seconds - one.seconds)
      .slice(0, 3);
  const graces = moved.map((each) => ({
    workload: each.toPlace.workload,
    wave: waveOfPod(each.pod, settings.tiers),
    graceSeconds: graceOf(each.pod, settings.drain),
  }));
  const longestGraceIn = (wave: Wave) =>
    Math.max(0, ...graces.filter((each) => each.wave === wave).map(({ graceSeconds }) => graceSeconds));
  return {
    stop: secondsOf('stop'),
    start: secondsOf('start'),
    longest: [...longestOf('stop'), ...longestOf('start')].map(({ action, title, seconds }) => ({
      ...{ action, title, seconds },
    })),
    atMostLonger: waves.reduce((sum, wave) => sum + longestGraceIn(wave), 0),
    graces: dominating(graces),
  };
}

const usualGraceSeconds = 30;
const gracesAtMost = 5;

/** What asks for more than Kubernetes gives by itself. */
function dominating(
  graces: readonly { readonly workload: string; readonly wave: Wave; readonly graceSeconds: number }[],
): ForecastTime['graces'] {
  const long = graces.filter(({ graceSeconds }) => graceSeconds > usualGraceSeconds);
  const groups = Map.groupBy(long, ({ workload, wave, graceSeconds }) => `${graceSeconds} ${wave} ${workload}`);
  return [...groups.values()]
    .flatMap((pods) => (pods[0] ? [{ ...pods[0], pods: pods.length }] : []))
    .sort((one, other) => other.graceSeconds - one.graceSeconds || (one.workload < other.workload ? -1 : 1))
    .slice(0, gracesAtMost);
}

function budgetsOf({ pods }: Report): Forecast['budgets'] {
  const groups = Map.groupBy(pods.residualPods, ({ budget }) => budget ?? '');
  return [...groups].map(([budget, residual]) => ({ budget, pods: residual.map(({ pod }) => pod) }));
}

function counted(pods: readonly EveningPod[]): Counted[] {
  const groups = Map.groupBy(pods, ({ toPlace }) => toPlace.workload);
  return [...groups].map(([workload, each]) => ({ workload, pods: each.length }));
}

/** The report of the stop says what each hour asleep spares, on a dry run too; the stop itself is not a part of the sleep. */
function savedIn({ report, result, hours, prices }: ForecastSources): Forecast['savings'] {
  const stopSeconds = result.dryRun ? 0 : (result.runs.find(({ action }) => action === 'stop')?.seconds ?? 0);
  const seconds = Math.max(0, hours * 3600 - stopSeconds);
  const sleeps = (report.savings?.byInstanceType ?? []).map(({ instanceTypes, nodes }) => ({
    nodeGroup: instanceTypes,
    instanceTypes: instanceTypes === 'unknown' ? [] : instanceTypes.split(' | '),
    nodes,
    seconds,
  }));
  return { ...savingsOf(sleeps, prices), hours };
}

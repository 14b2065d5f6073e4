/** What the user says that things cost, in one currency. Nothing here knows a real price. */
export interface PriceList {
  /** ISO 4217, such as EUR. */
  readonly currency: string;
  /** One node of an instance type for one hour. */
  readonly nodeHour: Readonly<Record<string, number>>;
  /** The control plane of one cluster for one hour, which goes on while its nodes sleep; null where it is not said. */
  readonly controlPlaneHour: number | null;
}

/** The nodes of one node group that were away for a while. */
export interface Sleep {
  readonly nodeGroup: string;
  /** EKS may choose among several; empty where a launch template has them. */
  readonly instanceTypes: readonly string[];
  readonly nodes: number;
  /** How long each of them was away. */
  readonly seconds: number;
}

export interface TypeSavings {
  /** `m5.large`, or `m5.large | m5a.large` where EKS chose, or `unknown`. */
  readonly instanceTypes: string;
  readonly nodes: number;
  readonly nodeHours: number;
  /** Null without a price for it. */
  readonly amount: number | null;
}

export interface Savings {
  readonly nodeHours: number;
  readonly byInstanceType: readonly TypeSavings[];
  /** Of the instance types that have a price; null where none has. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** Instance types without a price, where there is a price list. */
  readonly unpriced: readonly string[];
  /** What the control plane cost in the time of the longest sleep; null where the price list does not say. */
  readonly controlPlane: number | null;
}

/**
 * Adds up what sleeping nodes did not cost, by instance type. Hours are rounded to hundredths, amounts to cents. Of several types
 * that EKS chose among, the cheapest counts, so that no more is claimed than was saved. Pure.
 */
export function savingsOf(sleeps: readonly Sleep[], prices: PriceList | null): Savings {
  const away = sleeps.filter(({ nodes, seconds }) => nodes > 0 && seconds > 0);
  const names = [...new Set(away.map(typesOf))].sort();
  const types = names.map((instanceTypes) => {
    const own = away.filter((sleep) => typesOf(sleep) === instanceTypes);
    const hours = sum(own.map(hoursOf));
    const price = priceOf(own[0]?.instanceTypes ?? [], prices);
    return { instanceTypes, nodes: sum(own.map(({ nodes }) => nodes)), hours, price };
  });
  const priced = types.filter(({ price }) => price !== null);
  const longestSeconds = Math.max(0, ...away.map(({ seconds }) => seconds));
  return {
    nodeHours: rounded(sum(types.map(({ hours }) => hours))),
    byInstanceType: types.map(({ instanceTypes, nodes, hours, price }) => ({
      ...{ instanceTypes, nodes, nodeHours: rounded(hours) },
      amount: price === null ? null : rounded(hours * price),
    })),
    amount: priced.length === 0 ? null : rounded(sum(priced.map(({ hours, price }) => hours * (price ?? 0)))),
    currency: prices?.currency ?? null,
    unpriced: prices ? types.filter(({ price }) => price === null).map(({ instanceTypes }) => instanceTypes) : [],
    controlPlane:
      prices === null || prices.controlPlaneHour === null
        ? null
        : rounded((prices.controlPlaneHour * longestSeconds) / 3600),
  };
}

function typesOf({ instanceTypes }: Sleep): string {
  return instanceTypes.length === 0 ? 'unknown' : instanceTypes.toSorted().join(' | ');
}

function hoursOf({ nodes, seconds }: Sleep): number {
  return (nodes * seconds) / 3600;
}

/** Null as soon as one has no price: it may be the cheapest. */
function priceOf(instanceTypes: readonly string[], prices: PriceList | null): number | null {
  const each = instanceTypes.map((type) => prices?.nodeHour[type]);
  const known = each.filter((price) => price !== undefined);
  return known.length === 0 || known.length < each.length ? null : Math.min(...known);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

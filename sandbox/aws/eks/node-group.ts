import { ServiceError } from '../../service-error.ts';
import type { WorldNodeGroup } from '../../world.ts';
import { AutoScalingGroup, type Surroundings } from './auto-scaling-group.ts';

export interface ScalingConfig {
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredSize: number;
}

export interface Update {
  readonly id: string;
  status: 'InProgress' | 'Successful' | 'Failed';
  readonly type: 'ConfigUpdate';
  readonly params: readonly { readonly type: string; readonly value: string }[];
  /** Seconds since 1970, as rest-json has it. */
  readonly createdAt: number;
  errors: readonly {
    readonly errorCode: string;
    readonly errorMessage: string;
    readonly resourceIds: readonly string[];
  }[];
}

/** From the request to the Auto Scaling group having the new sizes: then the update is Successful, whatever its nodes do. */
const usualUpdateSeconds = 5;

/** One managed node group: its sizes, its updates, and what tests make go wrong with it. */
export class NodeGroup {
  readonly name: string;
  readonly world: WorldNodeGroup;
  readonly asg: AutoScalingGroup;
  readonly updates = new Map<string, Update>();
  readonly createdAt: number;
  modifiedAt: number;
  scaling: ScalingConfig;
  /** How the next update ends, instead of well. */
  nextFailure: { readonly errorCode: string; readonly errorMessage: string } | null = null;
  /** What every request for an update is answered. */
  rejection: ServiceError | null = null;
  readonly #around: Surroundings;
  readonly #byRequestToken = new Map<string, Update>();

  constructor(world: WorldNodeGroup, around: Surroundings) {
    this.name = world.name;
    this.world = world;
    this.asg = new AutoScalingGroup(world, around);
    this.#around = around;
    this.scaling = { minSize: world.minSize, maxSize: world.maxSize, desiredSize: world.desiredSize };
    this.createdAt = around.clock.now() / 1000;
    this.modifiedAt = this.createdAt;
  }

  /** DEGRADED sticks, also at size 0, until a scale-out succeeds. */
  get status(): 'ACTIVE' | 'UPDATING' | 'DEGRADED' {
    if (this.#isUpdating()) return 'UPDATING';
    return this.asg.issues.length > 0 ? 'DEGRADED' : 'ACTIVE';
  }

  /** @throws {ServiceError} in EKS's words. */
  update(wanted: Partial<ScalingConfig>, clientRequestToken: string | undefined): Update {
    const known = this.#byRequestToken.get(clientRequestToken ?? '');
    if (known) return known;
    if (this.rejection) throw this.rejection;
    if (this.#isUpdating())
      throw new ServiceError(
        'ResourceInUseException',
        'Nodegroup cannot be updated as it is currently not in Active State',
        409,
        { nodegroupName: this.name },
      );
    const scaling = checked({ ...this.scaling, ...wanted }, this.name);
    const update: Update = {
      id: this.#around.random.uuid(),
      status: 'InProgress',
      type: 'ConfigUpdate',
      params: [
        { type: 'MinSize', value: String(scaling.minSize) },
        { type: 'MaxSize', value: String(scaling.maxSize) },
        { type: 'DesiredSize', value: String(scaling.desiredSize) },
      ],
      createdAt: this.#around.clock.now() / 1000,
      errors: [],
    };
    this.updates.set(update.id, update);
    if (clientRequestToken) this.#byRequestToken.set(clientRequestToken, update);
    const seconds = this.world.updateSeconds ?? usualUpdateSeconds;
    this.#around.clock.after(seconds * 1000, () => this.#finish(update, scaling));
    return update;
  }

  #finish(update: Update, scaling: ScalingConfig): void {
    const failure = this.nextFailure;
    this.nextFailure = null;
    this.modifiedAt = this.#around.clock.now() / 1000;
    if (failure) {
      update.status = 'Failed';
      update.errors = [{ ...failure, resourceIds: [this.asg.name] }];
      return;
    }
    update.status = 'Successful';
    this.scaling = scaling;
    this.asg.resize(scaling.desiredSize, update.createdAt * 1000);
  }

  #isUpdating(): boolean {
    return [...this.updates.values()].some(({ status }) => status === 'InProgress');
  }
}

function checked(scaling: ScalingConfig, nodegroupName: string): ScalingConfig {
  const { minSize, maxSize, desiredSize } = scaling;
  const problem = [
    ...Object.entries(scaling).map(
      ([field, size]) => !(Number.isInteger(size) && size >= 0) && `Invalid value ${size} for ${field}`,
    ),
    maxSize < 1 && "Requested max capacity can't be less than 1",
    minSize > maxSize && `Minimum capacity ${minSize} can't be greater than maximum size ${maxSize}`,
    minSize > desiredSize && `Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
    desiredSize > maxSize && `Desired capacity ${desiredSize} can't be greater than max size ${maxSize}`,
  ].find(Boolean);
  if (problem) throw new ServiceError('InvalidParameterException', String(problem), 400, { nodegroupName });
  return scaling;
}

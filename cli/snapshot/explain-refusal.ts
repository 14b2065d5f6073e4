import {
  AccessDeniedError,
  ClusterUnreachableError,
  ConfigurationError,
  TransientError,
} from '../../src/domain/errors.ts';

/**
 * What a person does about a cluster that does not let them in: the errors of the phases speak of the scheduler's role.
 *
 * @returns Another error as it is.
 */
export function explainRefusal(error: unknown, cluster: string): unknown {
  if (error instanceof AccessDeniedError) {
    return new ConfigurationError(
      error.problem,
      `Ask for a role that may list it, read with --access-role eks-scheduler-access, or see what that one needs: eks-scheduler access --cluster ${cluster}.`,
      { cause: error },
    );
  }
  // EKS' authenticator says 401 to everybody whom no access entry names.
  if (error instanceof TransientError && / answered 401 /.test(error.problem)) {
    return new ConfigurationError(
      error.problem,
      `The cluster does not know you: use credentials that have an access entry in it (aws eks list-access-entries --cluster-name ${cluster}), or --kubeconfig.`,
      { cause: error },
    );
  }
  if (error instanceof ClusterUnreachableError) {
    return new ConfigurationError(
      error.problem,
      'Where its endpoint is private, run this in its VPC or behind its VPN.',
      { cause: error },
    );
  }
  return error;
}

import { Option } from 'commander';

/** `twin`: this project's own small Kubernetes. `real`: the actual one, built with Go. */
export type KubernetesChoice = 'twin' | 'real';

/** `--kubernetes`, the same for every command that brings up a cluster. */
export function kubernetesOption(): Option {
  const what = 'the twin, in this process; or the real control plane (needs Go 1.26, and minutes the first time)';
  return new Option('--kubernetes <which>', what).choices(['twin', 'real']).default('twin');
}

/** For the help of those commands. */
export const kubernetesHelp = `
--kubernetes real runs the actual etcd, kube-apiserver, kube-controller-manager and kube-scheduler, with kwok for the kubelets. Their
time is the wall's. --clock 60x (the default there) makes the waits of the machines, and the time that instances take to launch, boot
and end, sixty times shorter; --clock real leaves them as they are. Pods take their own time to start and stop either way.`;

/** Lines about the build and the start; on standard error, where they do not get into a result. */
export function tellProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

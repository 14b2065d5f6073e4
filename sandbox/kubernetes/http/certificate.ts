/** What an HTTPS server needs, and what its clients trust. PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The authority that signed it: `certificate-authority-data` of a kubeconfig. */
  readonly caPem: string;
}

const day = 86_400_000;

/** Makes an authority and a certificate for 127.0.0.1 and localhost, valid for ten years. Takes about a quarter of a second. */
export async function makeCertificate(): Promise<Certificate> {
  // Loaded when it is needed: it is a big library.
  const { generate } = await import('selfsigned');
  // On the wall's time, also in a simulated night: TLS knows no other.
  const validity = { notBeforeDate: new Date(Date.now() - day), notAfterDate: new Date(Date.now() + 3650 * day) };
  const kind = { keyType: 'ec', algorithm: 'sha256', ...validity } as const;
  const authority = await generate([{ name: 'commonName', value: 'eks-scheduler sandbox' }], {
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'kubernetes' }], {
    ...kind,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: 'kubernetes.default.svc' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: server.private, cert: server.cert, caPem: authority.cert };
}

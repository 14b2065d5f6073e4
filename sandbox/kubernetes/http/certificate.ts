/** What an HTTPS server needs, and what its clients trust. PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The authority that signed it: `certificate-authority-data` of a kubeconfig. */
  readonly caPem: string;
}

/** Signs certificates that are valid for ten years. */
export interface CertificateAuthority {
  readonly caPem: string;
  /** For a server of these DNS names and IP addresses. */
  sign(names: { readonly dns: readonly string[]; readonly ip?: readonly string[] }): Promise<Certificate>;
}

const day = 86_400_000;

/** Makes an authority and a certificate for 127.0.0.1 and localhost, valid for ten years. Takes about a quarter of a second. */
export async function makeCertificate(): Promise<Certificate> {
  const authority = await makeCertificateAuthority();
  return authority.sign({ dns: ['localhost', 'kubernetes.default.svc'], ip: ['127.0.0.1'] });
}

export async function makeCertificateAuthority(): Promise<CertificateAuthority> {
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
  return {
    caPem: authority.cert,
    sign: async ({ dns, ip = [] }) => {
      const server = await generate([{ name: 'commonName', value: 'kubernetes' }], {
        ...kind,
        ca: { key: authority.private, cert: authority.cert },
        extensions: [
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true },
          {
            name: 'subjectAltName',
            altNames: [
              ...dns.map((value) => ({ type: 2 as const, value })),
              ...ip.map((address) => ({ type: 7 as const, ip: address })),
            ],
          },
        ],
      });
      return { key: server.private, cert: server.cert, caPem: authority.cert };
    },
  };
}

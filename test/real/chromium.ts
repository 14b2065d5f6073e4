import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packaged from '@sparticuz/chromium';

/** What a page is looked at as. */
export interface View {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scheme?: 'light' | 'dark';
  readonly isPrint?: boolean;
}

/** A real Chromium without a window, driven over its DevTools protocol. */
export interface Chromium {
  /** Opens a page as this view and hands it on; it is closed afterwards. */
  look<T>(url: string, view: View, at: (page: Page) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Page {
  /** The value of an expression in the page; it must be one that JSON can hold. */
  evaluate<T>(expression: string): Promise<T>;
  /** PNG. */
  picture(): Promise<Buffer>;
  /** What the console, the log and exceptions said, and every request that went beyond the page itself. */
  readonly complaints: readonly string[];
}

/** The binary comes packed in the npm package, which unpacks it into the system's folder for temporary files and leaves it there. */
export async function startChromium(): Promise<Chromium> {
  const folder = mkdtempSync(join(tmpdir(), 'eks-scheduler-chromium-'));
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const own = [`--user-data-dir=${folder}`, '--remote-debugging-port=0', 'about:blank'];
  packaged.setGraphicsMode = false;
  const process = spawn(await packaged.executablePath(), [...packaged.args, ...quiet, ...own], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const browser = await connect(await addressOf(process));
  return {
    look: (url, view, at) => look(browser, url, view, at),
    close: async () => {
      const ended = once(process, 'exit');
      process.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function addressOf(process: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of process.stderr ?? []) {
    said += String(chunk);
    const address = /DevTools listening on (\S+)/.exec(said)?.[1];
    if (address) return address;
  }
  throw new Error(
    `Chromium did not start; it needs the library NSS (Debian: apt-get install libnss3). It said: ${said}`,
  );
}

type Message = { readonly id?: number; readonly method?: string; readonly sessionId?: string } & {
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
};

interface Browser {
  send(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>;
  onEvent(listener: (message: Message) => void): () => void;
}

async function connect(address: string): Promise<Browser> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Set<(message: Message) => void>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id === undefined) for (const listener of listeners) listener(message);
    else waiting.get(message.id)?.(message);
  });
  await once(socket, 'open');
  return {
    send: async (method, params = {}, sessionId) => {
      last += 1;
      const { promise, resolve } = Promise.withResolvers<Message>();
      waiting.set(last, resolve);
      socket.send(JSON.stringify({ id: last, method, params, ...(sessionId ? { sessionId } : {}) }));
      const { result, error } = await promise;
      if (error) throw new Error(`Chromium refuses ${method}: ${error.message}`);
      return result ?? {};
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function look<T>(browser: Browser, url: string, view: View, at: (page: Page) => Promise<T>): Promise<T> {
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params?: object) => browser.send(method, params, String(sessionId));
  const complaints: string[] = [];
  const loaded = Promise.withResolvers<void>();
  const forget = browser.onEvent((message) => {
    if (message.sessionId !== sessionId) return;
    if (message.method === 'Page.loadEventFired') loaded.resolve();
    complaints.push(...complaintsIn(message, url));
  });
  try {
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
    await send('Emulation.setDeviceMetricsOverride', {
      ...{ width: view.width, height: view.height, deviceScaleFactor: 1, mobile: view.width < 600 },
    });
    await send('Emulation.setEmulatedMedia', {
      media: view.isPrint ? 'print' : 'screen',
      features: [{ name: 'prefers-color-scheme', value: view.scheme ?? 'light' }],
    });
    await send('Page.navigate', { url });
    await loaded.promise;
    return await at(pageOf(send, complaints));
  } finally {
    forget();
    await browser.send('Target.closeTarget', { targetId });
  }
}

function complaintsIn({ method, params = {} }: Message, url: string): string[] {
  if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded') {
    return [JSON.stringify(params)];
  }
  const request = params.request as { readonly url?: string } | undefined;
  return method === 'Network.requestWillBeSent' && request?.url !== url ? [`asked for ${request?.url}`] : [];
}

function pageOf(
  send: (method: string, params?: object) => Promise<Record<string, unknown>>,
  complaints: readonly string[],
): Page {
  return {
    complaints,
    evaluate: async <T>(expression: string) => {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { readonly value: T }).value;
    },
    picture: async () => {
      const { cssContentSize } = await send('Page.getLayoutMetrics');
      const { width, height } = cssContentSize as { readonly width: number; readonly height: number };
      const clip = { x: 0, y: 0, width, height, scale: 1 };
      const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip });
      return Buffer.from(String(data), 'base64');
    },
  };
}

import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT, type Block } from './pages.js';

/**
 * Names that short examples use without making them: the module's services as a host has them injected, and a little of
 * a host's own. A block that says nothing of where these come from is about something else.
 */
const PRELUDE = `
import type * as mpesa from 'nestjs-mpesa';
import type { DynamicModule, Type } from '@nestjs/common';
import type { Simulator } from 'daraja-simulator';
declare global {
  const stkPush: mpesa.StkPushService;
  const payments: mpesa.PaymentsService;
  const c2b: mpesa.C2bService;
  const dynamicQr: mpesa.DynamicQrService;
  const subscribers: mpesa.SubscriberService;
  const idValidation: mpesa.IdValidationService;
  const transactionStatus: mpesa.TransactionStatusService;
  const balance: mpesa.BalanceService;
  const b2c: mpesa.B2cService;
  const pochi: mpesa.PochiService;
  const b2b: mpesa.B2bService;
  const tax: mpesa.TaxService;
  const b2bExpress: mpesa.B2bExpressService;
  const reversals: mpesa.ReversalService;
  const pull: mpesa.PullService;
  const bills: mpesa.BillManagerService;
  const standingOrders: mpesa.StandingOrderService;
  const bonga: mpesa.BongaService;
  const bundles: mpesa.DataBundlesService;
  const inbox: mpesa.InboxService;
  const deliveries: mpesa.EventsService;
  const payment: mpesa.Payment;
  const order: { readonly id: string; readonly attempt: number; readonly total: number };
  const customer: { readonly phone: string };
  const orders: {
    markPaid(reference: string | null, paymentId: string): Promise<void>;
    find(reference: string): Promise<{ readonly totalCents: number; readonly customerName: string } | null>;
  };
  const AppModule: Type<unknown>;
  const secret: string;
  const url: string;
  const sim: Simulator;
}
`;

/** A block that does not compile. */
export interface Complaint {
  readonly page: string;
  /** Line of the page. */
  readonly line: number;
  readonly message: string;
}

/** Checks TypeScript blocks against the sources of the libraries, each as a module of its own. */
export function compileBlocks(blocks: readonly Block[]): Complaint[] {
  const files = virtualFiles(blocks);
  const options = compilerOptions();
  const host = hostOver(options, new Map([...files].map(([path, { text }]) => [path, text])));
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([path, file]) => {
    const source = program.getSourceFile(path);
    if (source === undefined) throw new Error(`${path} was not compiled`);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((diagnostic) => ({
      page: file.page,
      line: file.firstLine + source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
    }));
  });
}

interface VirtualFile {
  readonly page: string;
  readonly text: string;
  /** Line of the page on which the text begins. */
  readonly firstLine: number;
}

/** One file for a block, or for several where one continues another; and the prelude. */
function virtualFiles(blocks: readonly Block[]): Map<string, VirtualFile> {
  const files = new Map<string, VirtualFile>();
  let last = '';
  for (const block of blocks) {
    const folder = join(ROOT, 'test/docs/virtual', block.page.replaceAll(/\W/g, '-'));
    const before = block.continues ? files.get(last) : undefined;
    if (before !== undefined) {
      // Blank lines keep the numbers of the page.
      const gap = block.line - before.firstLine + 1 - before.text.split('\n').length;
      files.set(last, { ...before, text: `${before.text}${'\n'.repeat(Math.max(0, gap + 1))}${block.text}` });
      continue;
    }
    last = join(folder, block.file ?? `line-${block.line}.ts`);
    files.set(last, { page: block.page, text: block.text, firstLine: block.line + 1 });
  }
  // A block without imports would otherwise be a script, and its names global.
  for (const [path, file] of files) files.set(path, { ...file, text: `${file.text}\nexport {};\n` });
  return files.set(join(ROOT, 'test/docs/virtual/prelude.ts'), {
    page: relative(ROOT, import.meta.filename),
    text: PRELUDE,
    firstLine: 1,
  });
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  return {
    ...options,
    noEmit: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    esModuleInterop: true,
  };
}

function hostOver(options: ts.CompilerOptions, virtual: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const folders = new Set([...virtual.keys()].map((path) => dirname(path)));
  return {
    ...host,
    fileExists: (path) => virtual.has(path) || host.fileExists(path),
    readFile: (path) => virtual.get(path) ?? host.readFile(path),
    directoryExists: (path) => folders.has(path) || (host.directoryExists?.(path) ?? false),
    getSourceFile: (path, languageVersion) => {
      const text = virtual.get(path) ?? host.readFile(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion, true);
    },
  };
}

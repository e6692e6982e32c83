import { Controller, Get, Header, Param } from '@nestjs/common';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { ControlError } from '../control/control-error.js';
import { contentSecurityPolicy } from '../page/security-headers.js';
import { certificatesScript } from './known-certificates.js';

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** The browser build of the very package the simulator decrypts with; no page loads anything from elsewhere. */
const FORGE = createRequire(import.meta.url).resolve('node-forge/dist/forge.min.js');

/** Every script the pages load; a name that is not here is no file. */
const SCRIPTS = [
  'callback-tester.js',
  'credential.js',
  'east-africa.js',
  'sealing.js',
  'try.js',
  'try-callbacks.js',
  'try-computed.js',
  'try-daraja.js',
  'try-form.js',
  'try-memory.js',
  'try-operations.js',
  'try-values.js',
];

const asset = (name: string): string => readFileSync(new URL(`./pages/${name}`, import.meta.url), 'utf8');

/** The tools for people: pages that need nothing but this simulator. */
@Controller('tools')
export class ToolPagesController {
  @Get()
  @Header('content-type', HTML)
  @Header('content-security-policy', contentSecurityPolicy({ connect: false }))
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-store')
  index(): string {
    return asset('index.html');
  }

  @Get('callback-tester')
  @Header('content-type', HTML)
  @Header('content-security-policy', contentSecurityPolicy({ connect: true }))
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-store')
  callbackTester(): string {
    return asset('callback-tester.html');
  }

  /** A password is typed here: the page may talk to nobody, not even to the simulator. */
  @Get('credential')
  @Header('content-type', HTML)
  @Header('content-security-policy', contentSecurityPolicy({ connect: false }))
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  credential(): string {
    return asset('credential.html');
  }

  @Get('try')
  @Header('content-type', HTML)
  @Header('content-security-policy', contentSecurityPolicy({ connect: true, dataImages: true }))
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-store')
  tryIt(): string {
    return asset('try.html');
  }

  @Get('tools.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'no-store')
  style(): string {
    return asset('tools.css');
  }

  @Get('scripts/forge.min.js')
  @Header('content-type', SCRIPT)
  @Header('cache-control', 'no-store')
  forge(): string {
    return readFileSync(FORGE, 'utf8');
  }

  @Get('scripts/certificates.js')
  @Header('content-type', SCRIPT)
  @Header('cache-control', 'no-store')
  certificates(): string {
    return certificatesScript();
  }

  @Get('scripts/:name')
  @Header('content-type', SCRIPT)
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-store')
  script(@Param('name') name: string): string {
    if (!SCRIPTS.includes(name)) throw new ControlError(404, 'path', name, 'is no script of the tools');
    return asset(name);
  }
}

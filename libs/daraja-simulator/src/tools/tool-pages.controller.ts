import { Controller, Param } from '@nestjs/common';
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { ControlError } from '../control/control-error.js';
import { HtmlPage, ScriptFile, StyleSheet } from '../page/served.js';
import { certificatesScript } from './known-certificates.js';

/** The browser build of the very package the simulator decrypts with; no page loads anything from elsewhere. */
const FORGE = createRequire(import.meta.url).resolve('node-forge/dist/forge.min.js');

const PAGES = new URL('./pages/', import.meta.url);
const SCRIPTS = readdirSync(PAGES).filter((name) => name.endsWith('.js'));

const asset = (name: string): string => readFileSync(new URL(name, PAGES), 'utf8');

/** The tools for people: pages that need nothing but this simulator. */
@Controller('tools')
export class ToolPagesController {
  @HtmlPage('', { connect: false })
  index(): string {
    return asset('index.html');
  }

  @HtmlPage('callback-tester', { connect: true })
  callbackTester(): string {
    return asset('callback-tester.html');
  }

  /** A password is typed here: the page may talk to nobody, not even to the simulator. */
  @HtmlPage('credential', { connect: false })
  credential(): string {
    return asset('credential.html');
  }

  /** A QR code is drawn from its answer. */
  @HtmlPage('try', { connect: true, dataImages: true })
  tryIt(): string {
    return asset('try.html');
  }

  @StyleSheet('tools.css')
  style(): string {
    return asset('tools.css');
  }

  @ScriptFile('scripts/forge.min.js')
  forge(): string {
    return readFileSync(FORGE, 'utf8');
  }

  @ScriptFile('scripts/certificates.js')
  certificates(): string {
    return certificatesScript();
  }

  @ScriptFile('scripts/:name')
  script(@Param('name') name: string): string {
    if (!SCRIPTS.includes(name)) throw new ControlError(404, 'path', name, 'is no script of the tools');
    return asset(name);
  }
}

import { Controller, Get, Header } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { DARAJA_DOCUMENT } from '../openapi/routes.js';
import { HtmlPage, ScriptFile, StyleSheet } from './served.js';

const asset = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');

/** The page with phones to tap. */
@Controller()
export class PageController {
  @HtmlPage('', { connect: true })
  page(): string {
    return asset('index.html');
  }

  @StyleSheet('page.css')
  style(): string {
    return asset('page.css');
  }

  @ScriptFile('page.js')
  script(): string {
    return asset('page.js');
  }

  @ScriptFile('page-parts.js')
  parts(): string {
    return asset('page-parts.js');
  }

  @ScriptFile('organisations.js')
  organisations(): string {
    return asset('organisations.js');
  }

  @Get('icon.svg')
  @Header('content-type', 'image/svg+xml')
  icon(): string {
    return asset('icon.svg');
  }

  @Get('openapi.json')
  openapi(): object {
    return DARAJA_DOCUMENT;
  }
}

import { Controller, Get, Header } from '@nestjs/common';
import { readFileSync } from 'node:fs';

/** Nothing from elsewhere and nothing inline: the page works offline and runs only its own script. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const asset = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');

/** The page where one buys something: plain HTML, one stylesheet, one script. */
@Controller()
export class PageController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', CSP)
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-cache')
  page(): string {
    return asset('index.html');
  }

  @Get('shop.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'no-cache')
  style(): string {
    return asset('shop.css');
  }

  @Get('shop.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'no-cache')
  script(): string {
    return asset('shop.js');
  }

  @Get('icons.svg')
  @Header('content-type', 'image/svg+xml')
  icons(): string {
    return asset('icons.svg');
  }

  @Get('icon.svg')
  @Header('content-type', 'image/svg+xml')
  icon(): string {
    return asset('icon.svg');
  }
}

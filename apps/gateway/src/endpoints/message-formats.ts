import { Injectable } from '@nestjs/common';
import type { PaymentNews } from './payment-news.js';

/** Writes news in the words of one API; null when that API has no words for it. */
export type MessageFormat = (news: PaymentNews) => object | null;

/** How news are written: each API of the gateway adds its own format when it starts. */
@Injectable()
export class MessageFormats {
  private readonly formats = new Map<string, MessageFormat>();

  add(name: string, format: MessageFormat): void {
    if (this.formats.has(name)) throw new Error(`there is a format ${name} already`);
    this.formats.set(name, format);
  }

  get names(): string[] {
    return [...this.formats.keys()];
  }

  write(name: string, news: PaymentNews): object | null {
    const format = this.formats.get(name);
    if (format === undefined) throw new Error(`nothing here writes the format ${name}`);
    return format(news);
  }
}

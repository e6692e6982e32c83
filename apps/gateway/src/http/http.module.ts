import { Global, Module } from '@nestjs/common';
import { ErrorFormats } from './error-formats.js';

/** What all routes share. */
@Global()
@Module({ providers: [ErrorFormats], exports: [ErrorFormats] })
export class HttpModule {}

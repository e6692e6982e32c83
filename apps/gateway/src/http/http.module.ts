import { Global, Module } from '@nestjs/common';
import { ErrorVoices } from './error-voices.js';

/** What all routes share. */
@Global()
@Module({ providers: [ErrorVoices], exports: [ErrorVoices] })
export class HttpModule {}

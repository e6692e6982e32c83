import { afterEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RecordingLogger } from '../../../../test/support/recording-logger.js';
import { C2bRegistration } from './c2b-registration.js';

describe('a registration that is under way', () => {
  afterEach(() => Logger.overrideLogger(true));

  it.each([
    [true, 0],
    [false, 1],
  ])(
    'when the shop closes (%s) writes %i lines into a log that is somebody else’s by then',
    async (closes, lines) => {
      const log = new RecordingLogger();
      Logger.overrideLogger(log);
      const brokenOff = new Promise(setImmediate);
      const registerUrls = () => brokenOff.then(() => Promise.reject(new Error('broken off')));
      const registration = new C2bRegistration({ registerUrls } as never);
      registration.onApplicationBootstrap();
      if (closes) registration.onApplicationShutdown();
      await brokenOff;
      await new Promise(setImmediate);
      expect(log.lines).toHaveLength(lines);
    },
  );
});

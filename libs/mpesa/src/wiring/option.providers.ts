import { Logger, type Provider } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { isProductionProcess } from '../options/mpesa.config.js';
import { resolveOptions } from '../options/resolve-options.js';
import { refuseSecondModule } from './only-module.js';
import { part } from './part.js';
import { MPESA_OPTIONS, MPESA_RESOLVED_OPTIONS } from './tokens.js';

export interface OptionSettings {
  /** Name of the host's DataSource, when it is shared. */
  readonly dataSource: string | undefined;
  readonly callbackPath: string;
}

/** What the host says, checked and completed once. */
export function optionsProvider({ dataSource, callbackPath }: OptionSettings): Provider {
  return part(
    MPESA_RESOLVED_OPTIONS,
    { options: MPESA_OPTIONS, discovery: DiscoveryService },
    ({ options, discovery }) => {
      // Before anything is opened that nobody would close.
      refuseSecondModule(discovery);
      const productionProcess = isProductionProcess();
      const sharesDataSource = dataSource !== undefined;
      const resolved = resolveOptions(options, { productionProcess, sharesDataSource, callbackPath });
      const logger = new Logger('MpesaModule');
      for (const warning of resolved.warnings) logger.warn(warning);
      const { storage } = resolved;
      if (productionProcess && !sharesDataSource && storage.type === 'better-sqlite3')
        logger.log(`payments are kept in the file ${storage.database}`);
      return resolved;
    },
  );
}

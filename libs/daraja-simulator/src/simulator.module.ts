import { Module, type DynamicModule } from '@nestjs/common';
import type { SimulatorParts } from './assemble.js';
import { HeldCallbacks } from './callbacks/held-callbacks.js';
import { PendingWork } from './clock/pending-work.js';
import { VirtualClock } from './clock/virtual-clock.js';
import { FaultService } from './control/fault.service.js';
import { PhoneService } from './control/phone.service.js';
import { ReversalService } from './control/reversal.service.js';
import { ShortcodeService } from './control/shortcode.service.js';
import { SimBusinessController } from './control/sim-business.controller.js';
import { SimEventsController } from './control/sim-events.controller.js';
import { SimFaultsController } from './control/sim-faults.controller.js';
import { SimPhonesController } from './control/sim-phones.controller.js';
import { SimRecordsController } from './control/sim-records.controller.js';
import { SimWorldController } from './control/sim-world.controller.js';
import { TimeService } from './control/time.service.js';
import { WorldReset } from './control/world-reset.js';
import { EventHub } from './events/event-hub.js';
import { DarajaController } from './gateway/daraja.controller.js';
import { Gateway } from './gateway/gateway.js';
import { Journal } from './journal/journal.js';
import { Ledger } from './ledger/ledger.js';
import { PageController } from './page/page.controller.js';
import { CurrentSettings } from './settings/current-settings.js';
import { CallbackTester } from './tools/callback-tester.js';
import { CaughtCallbacks } from './tools/caught-callbacks.js';
import { ToolPagesController } from './tools/tool-pages.controller.js';
import { ToolsController } from './tools/tools.controller.js';
import { TryWorld } from './tools/try-world.js';

/** Puts the assembled parts within reach of the controllers; logic lives in the parts. */
@Module({})
export class SimulatorModule {
  static of(parts: SimulatorParts): DynamicModule {
    return {
      module: SimulatorModule,
      controllers: [
        PageController,
        SimBusinessController,
        SimEventsController,
        SimFaultsController,
        SimPhonesController,
        SimRecordsController,
        SimWorldController,
        ToolPagesController,
        ToolsController,
        DarajaController,
      ],
      providers: [
        { provide: Gateway, useValue: parts.gateway },
        { provide: Journal, useValue: parts.journal },
        { provide: VirtualClock, useValue: parts.clock },
        { provide: PendingWork, useValue: parts.work },
        { provide: EventHub, useValue: parts.events },
        { provide: Ledger, useValue: parts.ledger },
        { provide: CurrentSettings, useValue: parts.settings },
        { provide: HeldCallbacks, useValue: parts.held },
        { provide: PhoneService, useValue: parts.phones },
        { provide: ShortcodeService, useValue: parts.shortcodes },
        { provide: ReversalService, useValue: parts.reversals },
        { provide: FaultService, useValue: parts.faultService },
        { provide: TimeService, useValue: parts.time },
        { provide: WorldReset, useValue: parts.reset },
        { provide: CallbackTester, useValue: parts.tools.tester },
        { provide: CaughtCallbacks, useValue: parts.tools.caught },
        { provide: TryWorld, useValue: parts.tools.world },
      ],
    };
  }
}

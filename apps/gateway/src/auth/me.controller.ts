import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { BearerGuard } from './bearer.guard.js';
import { TheCaller, type Caller } from './caller.js';
import { NeedsScope } from './needs-scope.js';
import { SCOPES, type Scope } from '../clients/scopes.js';

class MeAnswer {
  @ApiProperty({ format: 'uuid' })
  clientId!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes!: readonly Scope[];
}

@ApiTags('Tokens')
@ApiBearerAuth()
@UseGuards(BearerGuard)
@NeedsScope('any')
@Controller('v1/me')
export class MeController {
  @Get()
  @ApiOperation({ operationId: 'whoAmI', summary: 'Whose token this is, and what it may be used for' })
  @ApiOkResponse({ type: MeAnswer })
  me(@TheCaller() { clientId, name, scopes }: Caller): MeAnswer {
    return { clientId, name, scopes };
  }
}

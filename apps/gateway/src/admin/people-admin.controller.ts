import { Body, Controller, Header, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { readAs } from '../http/read-body.pipe.js';
import { PeopleService } from '../privacy/people.service.js';
import { AdminGuard } from './admin.guard.js';
import { PersonBody, PersonErasureAnswer, PersonExportAnswer } from './people-admin.bodies.js';

/** POST for both: a phone number in a URL would stand in access logs. */
@ApiTags('Admin: people')
@ApiBearerAuth('admin')
@UseGuards(AdminGuard)
@Controller('admin/people')
export class PeopleAdminController {
  constructor(private readonly people: PeopleService) {}

  @Post('export')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'exportPerson',
    summary: 'What the tables hold of one person; written down',
  })
  @ApiOkResponse({ type: PersonExportAnswer })
  async export(@Body(readAs()) { phone, ...order }: PersonBody): Promise<PersonExportAnswer> {
    return { covered: this.people.covered, tables: await this.people.export(phone, order) };
  }

  @Post('erase')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'erasePerson',
    summary: 'Erases one person from the tables; written down',
    description:
      'What a client still waits for, what is under way and what is in review is kept for now, and counted as kept.',
  })
  @ApiOkResponse({ type: PersonErasureAnswer })
  async erase(@Body(readAs()) { phone, ...order }: PersonBody): Promise<PersonErasureAnswer> {
    return { covered: this.people.covered, tables: await this.people.erase(phone, order) };
  }
}

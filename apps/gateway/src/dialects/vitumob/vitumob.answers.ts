import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Payment } from 'nestjs-mpesa';
import { marksOf } from './vitumob-order.js';
import { VITUMOB_TOKEN_S, type NewestToken } from './vitumob-tokens.js';

export class VitumobTokenAnswer {
  @ApiProperty()
  access_token!: string;

  @ApiPropertyOptional({
    description: 'Unix seconds; only of a token that was made before',
    example: 1544450311,
  })
  expiring_time?: number;

  @ApiProperty({
    description: 'Text when the token is new, a number when it was made before',
    oneOf: [{ type: 'string' }, { type: 'integer' }],
    example: '3599',
  })
  expires_in!: string | number;

  @ApiPropertyOptional({
    description: 'Only of a token that was made before',
    example: '2018-12-10T12:58:32.197229Z',
  })
  updated_at?: string;
}

export function tokenAnswer({ accessToken, updatedAt, stored }: NewestToken): VitumobTokenAnswer {
  if (!stored) return { access_token: accessToken, expires_in: String(VITUMOB_TOKEN_S) };
  return {
    access_token: accessToken,
    expiring_time: Math.floor(updatedAt / 1_000) + VITUMOB_TOKEN_S,
    expires_in: VITUMOB_TOKEN_S,
    updated_at: new Date(updatedAt).toISOString().replace('Z', '000Z'),
  };
}

class OrderBody {
  @ApiProperty({ example: '1234567891' })
  order_id!: string;

  @ApiProperty({ example: '254723123123' })
  user_phone_number!: string;

  @ApiProperty({ description: 'Shillings', example: '12341' })
  amount!: string;
}

export class VitumobPushBody {
  @ApiProperty()
  order!: OrderBody;
}

class DarajaAnswer {
  @ApiProperty({ example: 'ws_CO_DMZ_215482558_10122018133312795' })
  CheckoutRequestID!: string;

  @ApiProperty({ type: String, nullable: true, example: '11209-2482748-1' })
  MerchantRequestID!: string | null;

  @ApiProperty({ enum: ['0'] })
  ResponseCode!: '0';
}

export class VitumobPushAnswer {
  @ApiProperty({ description: 'Daraja’s CheckoutRequestID' })
  payment_id!: string;

  @ApiProperty({ description: 'The calling client' })
  user_id!: string;

  @ApiProperty()
  order_id!: string;

  @ApiProperty({ example: '254723001575' })
  phone_no!: string;

  @ApiProperty()
  daraja_response!: DarajaAnswer;

  @ApiProperty({ description: 'Shillings, as asked', example: 48744.15 })
  amount!: number;
}

/** Of a payment that M-Pesa has acknowledged. */
export function pushAnswer(clientId: string, payment: Payment): VitumobPushAnswer {
  const { checkoutRequestId, merchantRequestId, phone } = payment;
  const marks = marksOf(payment);
  return {
    payment_id: checkoutRequestId ?? '',
    user_id: clientId,
    order_id: marks?.orderId ?? '',
    phone_no: phone ?? '',
    daraja_response: {
      CheckoutRequestID: checkoutRequestId ?? '',
      MerchantRequestID: merchantRequestId,
      ResponseCode: '0',
    },
    amount: Number(marks?.amount ?? payment.amountCents / 100),
  };
}

export class VitumobErrorAnswer {
  @ApiPropertyOptional({ example: 'Access token not provided' })
  error?: string;

  @ApiPropertyOptional({ description: 'The order as it was sent, where Daraja or the token is the reason' })
  order_meta_data?: OrderBody;

  @ApiPropertyOptional({ example: 404 })
  status_code?: number;

  @ApiPropertyOptional({
    type: Object,
    example: { errorCode: '404.001.03', errorMessage: 'Invalid Access Token', requestId: '11209-2554107-1' },
  })
  daraja_error?: object;
}

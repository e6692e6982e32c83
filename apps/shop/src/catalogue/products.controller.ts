import { Controller, Get } from '@nestjs/common';
import { PRODUCTS, type Product } from './products.js';

@Controller('api/products')
export class ProductsController {
  @Get()
  list(): readonly Product[] {
    return PRODUCTS;
  }
}

import { asStockTaker } from './as-stock-taker.ts';
import { takeStock } from './take-stock.ts';

export const handler = asStockTaker(takeStock);

/**
 * The paper's tables of results. Tables 1 and 5 have figures of their own, Table 7 is a glossary.
 */
import { TABLE_10 } from './table10.ts';
import { TABLE_11 } from './table11.ts';
import { TABLE_2 } from './table2.ts';
import { TABLE_3 } from './table3.ts';
import { TABLE_4 } from './table4.ts';
import { TABLE_6 } from './table6.ts';
import { TABLE_8 } from './table8.ts';
import { TABLE_9 } from './table9.ts';
import type { ReportedTable } from './reportedTable.ts';

export { TABLE_10, TABLE_11, TABLE_2, TABLE_3, TABLE_4, TABLE_6, TABLE_8, TABLE_9 };

export const REPORTED_TABLES: readonly ReportedTable[] = [TABLE_2, TABLE_3, TABLE_4, TABLE_6, TABLE_8, TABLE_9, TABLE_10, TABLE_11];

import { afterAll } from 'vitest';
import { takeBack } from './empty-record.ts';

afterAll(takeBack);

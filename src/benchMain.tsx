/**
 * Entry of the benchmark page.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/index.css';
import { BenchPage } from './ui/bench/BenchPage.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('bench.html has no element with the id "root".');

createRoot(root).render(
  <StrictMode>
    <BenchPage />
  </StrictMode>,
);

import './without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './page/app.tsx';
import { ErrorBoundary } from './page/error-boundary.tsx';
import { createTabStore } from './page/tab-store.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('Expected the element "root" in the page');

const store = createTabStore();
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App store={store} />
    </ErrorBoundary>
  </StrictMode>,
);

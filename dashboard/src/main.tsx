import './theme/mantine.css';
import './theme/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguage } from './language/i18n.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
await startLanguage('ru');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

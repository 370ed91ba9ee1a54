import { z } from 'zod';

// Zod would try whether it may make functions from text, and the page's policy reports each try. Imported
// first, because schemas ask when they are first used.
z.config({ jitless: true });

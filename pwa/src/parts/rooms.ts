/** What the address of a screen begins with: the same for the app, and for the worker that opens it without a network. */
export const ROOMS = ['check', 'consult', 'journal', 'month', 'settings', 'unlock'] as const

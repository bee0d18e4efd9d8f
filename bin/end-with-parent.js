// Preloaded when an older Node started this one (see ident-amocrm.js): ends with the process that waits for us.
process.on('disconnect', () => process.exit(1));
// The channel alone must not keep a finished process alive.
process.channel.unref();

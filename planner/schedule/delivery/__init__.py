"""How reports and alerts leave: letters in an outbox, by folder, mail and webhook."""

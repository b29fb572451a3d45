"""Plans for real customers: kept on the reader's own machine, compared with themselves, never marked."""

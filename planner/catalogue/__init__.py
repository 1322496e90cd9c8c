"""What can be bought and where it stands: files, racks and sites as rows of data/, each with its source."""

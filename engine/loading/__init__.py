"""From the files of a knowledge base to frozen values, or every reason why not."""

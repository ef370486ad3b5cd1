"""Why a determination says what it says, why not otherwise, and what would change it."""

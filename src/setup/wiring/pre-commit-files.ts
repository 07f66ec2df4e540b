/** Files of pre-commit's format, the second one read by prek alone. */
export const PRE_COMMIT_FILES = ['.pre-commit-config.yaml', '.pre-commit-config.yml'] as const;

/** Where pre-commit and prek read their hooks; the last one is prek's own. */
export const HOOKS_FILES = [...PRE_COMMIT_FILES, 'prek.toml'] as const;

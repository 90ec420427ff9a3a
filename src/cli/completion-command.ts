/**
 * `vrrpd completion`: the scripts that make a shell ask vrrpd for its words.
 */

import type { Command } from './command.js';
import { EXIT } from './exit-status.js';

/** What the scripts call; yargs answers with one word a line. */
const ASK = 'vrrpd --get-yargs-completions';

const SCRIPTS = {
  bash: `# in ~/.bashrc: source <(vrrpd completion bash)
_vrrpd() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(${ASK} "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _vrrpd vrrpd
`,
  zsh: `# in ~/.zshrc: source <(vrrpd completion zsh)
_vrrpd() {
  local -a words_of_vrrpd
  words_of_vrrpd=("\${(@f)$(${ASK} "\${words[@]:0:$CURRENT}" 2>/dev/null)}")
  compadd -a words_of_vrrpd || _files
}
compdef _vrrpd vrrpd
`,
  fish: `# in ~/.config/fish/config.fish: vrrpd completion fish | source
complete -c vrrpd -a '(${ASK} (commandline -opc) (commandline -ct) 2>/dev/null)'
`,
} as const;

export const COMPLETION_COMMAND: Command = {
  words: 'completion <shell>',
  describe: 'print a script that completes commands, options and instance names',
  build: (parser) =>
    parser
      .positional('shell', { choices: Object.keys(SCRIPTS), demandOption: true, describe: 'the shell to print it for' })
      .example('source <(vrrpd completion bash)', 'in ~/.bashrc'),
  run: async (given) => {
    process.stdout.write(SCRIPTS[given['shell'] as keyof typeof SCRIPTS]);
    return EXIT.ok;
  },
};

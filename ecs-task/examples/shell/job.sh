# Greets each of its arguments. Its exit code is all that it says of its end.
set -eu

for name in "$@"; do
  echo "${GREETING:-Hello}, $name"
done

"""Counts the primes up to a number. Any other argument ends it with exit code 2."""

import argparse


def primes_up_to(limit: int) -> int:
    is_prime = [False, False] + [True] * (limit - 1)
    for factor in range(2, int(limit**0.5) + 1):
        if is_prime[factor]:
            is_prime[factor * factor :: factor] = [False] * len(is_prime[factor * factor :: factor])
    return sum(is_prime)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("limit", type=int)
    limit = parser.parse_args().limit
    print(f"{primes_up_to(limit)} primes up to {limit}")


if __name__ == "__main__":
    main()

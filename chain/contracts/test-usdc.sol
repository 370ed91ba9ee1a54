// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenLedger} from "./token-ledger.sol";

/// A well-behaved ERC-20 with 6 decimals. Anyone may mint, so it belongs on local chains alone.
contract TestUsdc is TokenLedger {
    constructor() TokenLedger("Test USD Coin", "USDC", 6) {}

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        _spend(from, msg.sender, value);
        _move(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }
}

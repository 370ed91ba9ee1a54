// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenLedger} from "./token-ledger.sol";

/// Like the USDT of Ethereum: nothing is returned, and an allowance must be reset to zero before it is
/// changed. Anyone may mint, so it belongs on local chains alone.
contract TestUsdt is TokenLedger {
    constructor() TokenLedger("Test Tether USD", "USDT", 6) {}

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    function transfer(address to, uint256 value) external {
        _move(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external {
        _spend(from, msg.sender, value);
        _move(from, to, value);
    }

    function approve(address spender, uint256 value) external {
        require(value == 0 || allowance[msg.sender][spender] == 0, "approve from non-zero to non-zero");
        _approve(msg.sender, spender, value);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenLedger} from "./token-ledger.sol";

/// A token that answers `false` instead of failing: its transaction succeeds, and nothing has moved.
/// The refusal is switched on for everyone, or for single recipients.
contract FalseToken is TokenLedger {
    bool public refusesAll;
    mapping(address recipient => bool) public refuses;

    constructor() TokenLedger("False Token", "FALSE", 6) {}

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    function setRefusesAll(bool refused) external {
        refusesAll = refused;
    }

    function setRefuses(address recipient, bool refused) external {
        refuses[recipient] = refused;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        if (refusesAll || refuses[to]) return false;
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        if (refusesAll || refuses[to]) return false;
        _spend(from, msg.sender, value);
        _move(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenLedger} from "./token-ledger.sol";

/// A token that can take a fee of every transfer, as USDT can: less arrives than was sent, and nothing fails.
contract FeeToken is TokenLedger {
    address public immutable collector;
    uint256 public feeBasisPoints;

    constructor() TokenLedger("Fee Token", "FEE", 6) {
        collector = msg.sender;
    }

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    function setFee(uint256 basisPoints) external {
        feeBasisPoints = basisPoints;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _moveLessFee(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        _spend(from, msg.sender, value);
        _moveLessFee(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    function _moveLessFee(address from, address to, uint256 value) private {
        uint256 fee = value * feeBasisPoints / 10_000;
        if (fee > 0) _move(from, collector, fee);
        _move(from, to, value - fee);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenLedger} from "./token-ledger.sol";

/// The 18-decimals token that a program hands out. Only its owner mints.
contract ProgramToken is TokenLedger {
    address public immutable owner;

    constructor(address owner_) TokenLedger("SGE", "SGE", 18) {
        owner = owner_;
    }

    function mint(address to, uint256 value) external {
        require(msg.sender == owner, "only the owner mints");
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

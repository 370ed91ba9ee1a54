// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface ClaimTaker {
    function claim(address token, uint256 fee) external;
}

/// A token that calls the contract it is moved to, before it moves: as a token with hooks would. For tests.
contract ReentrantToken {
    mapping(address owner => uint256) public balanceOf;
    bool public reentered;

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        try ClaimTaker(to).claim(address(this), value) {
            reentered = true;
        } catch {}
        balanceOf[from] -= value;
        balanceOf[to] += value;
        return true;
    }
}

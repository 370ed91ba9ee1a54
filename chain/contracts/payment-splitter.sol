// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface Erc20 {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// Moves a token from the caller to several recipients in one transaction, so that its receipt holds
/// several Transfer logs. For tests.
contract PaymentSplitter {
    function split(Erc20 token, address[] calldata recipients, uint256[] calldata values) external {
        require(recipients.length == values.length, "one value per recipient");
        for (uint256 i = 0; i < recipients.length; ++i) {
            require(token.transferFrom(msg.sender, recipients[i], values[i]), "refused by the token");
        }
    }
}

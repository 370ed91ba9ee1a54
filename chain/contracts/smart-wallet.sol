// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// A wallet that is a contract: its owner's key signs for it (ERC-1271). For tests.
contract SmartWallet {
    address public owner;
    /// What `isValidSignature` does instead, where a test wants a broken wallet.
    bool public reverts;

    constructor(address owner_) {
        owner = owner_;
    }

    function setReverts(bool reverts_) external {
        reverts = reverts_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        require(!reverts, "broken wallet");
        if (signature.length != 65) return 0xffffffff;
        address signer = ecrecover(
            hash,
            uint8(signature[64]),
            bytes32(signature[0:32]),
            bytes32(signature[32:64])
        );
        return signer != address(0) && signer == owner ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }
}

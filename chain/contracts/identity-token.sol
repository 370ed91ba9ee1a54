// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The identity token of a wallet: an ERC-721 bound to it (ERC-5192). Programs that share this contract give one each,
/// so a wallet may have several: that it is one per wallet and program is for the minter to keep, who knows the programs.
/// It can not be transferred, because a wallet that passed its token on could be given another one.
contract IdentityToken {
    string public constant name = "SGE Identity";
    string public constant symbol = "SGEID";
    address public immutable minter;
    uint256 public totalSupply;
    mapping(uint256 id => address) private owners;
    /// The first token id of a wallet; 0 when it has none.
    mapping(address wallet => uint256) public tokenOf;
    mapping(address wallet => uint256) private balances;

    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);
    event Locked(uint256 tokenId);

    error Bound();

    constructor(address minter_) {
        minter = minter_;
    }

    function mint(address to) external returns (uint256 id) {
        require(msg.sender == minter, "only the minter mints");
        require(to != address(0), "mint to the zero address");
        id = ++totalSupply;
        owners[id] = to;
        balances[to] += 1;
        if (tokenOf[to] == 0) tokenOf[to] = id;
        emit Transfer(address(0), to, id);
        emit Locked(id);
    }

    function balanceOf(address owner) external view returns (uint256) {
        require(owner != address(0), "balance of the zero address");
        return balances[owner];
    }

    function ownerOf(uint256 id) public view returns (address owner) {
        owner = owners[id];
        require(owner != address(0), "no such token");
    }

    function locked(uint256 id) external view returns (bool) {
        ownerOf(id);
        return true;
    }

    function getApproved(uint256 id) external view returns (address) {
        ownerOf(id);
        return address(0);
    }

    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    function approve(address, uint256) external pure {
        revert Bound();
    }

    function setApprovalForAll(address, bool) external pure {
        revert Bound();
    }

    function transferFrom(address, address, uint256) external pure {
        revert Bound();
    }

    function safeTransferFrom(address, address, uint256) external pure {
        revert Bound();
    }

    function safeTransferFrom(address, address, uint256, bytes calldata) external pure {
        revert Bound();
    }

    /// ERC-165, ERC-721 and ERC-5192.
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == 0x01ffc9a7 || id == 0x80ac58cd || id == 0xb45a3c0e;
    }
}
